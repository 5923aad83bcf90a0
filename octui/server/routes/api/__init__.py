"""The part of OpenCode 1.18's `/api` that its clients read: the same sessions, files and requests in the newer shapes.

Sources: the paths, parameters and schemas are those of `/doc` of OpenCode 1.18.33; the bodies of its answers were
compared with those of a running server.
"""
