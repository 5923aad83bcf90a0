"""Git's own commands: any other word is an alias, which may run anything."""

from typing import Final

from octui.server.permissions.commands.program_names import list_names

GIT_COMMANDS: Final = list_names(
    "add am annotate apply archive backfill bisect blame branch bugreport bundle cat-file check-attr check-ignore",
    "check-mailmap check-ref-format checkout checkout-index cherry cherry-pick citool clean clone column commit",
    "commit-graph commit-tree config count-objects credential describe diagnose diff diff-files diff-index diff-",
    "pairs diff-tree difftool fast-export fast-import fetch fetch-pack filter-branch fmt-merge-msg for-each-ref",
    "for-each-repo format-patch fsck fsck-objects gc get-tar-commit-id grep gui hash-object help history hook",
    "http-fetch http-push imap-send index-pack init init-db instaweb interpret-trailers last-modified lfs log ls-",
    "files ls-remote ls-tree mailinfo mailsplit maintenance merge merge-base merge-file merge-index merge-octopus",
    "merge-one-file merge-ours merge-recursive merge-recursive-ours merge-recursive-theirs merge-resolve merge-",
    "subtree merge-tree mergetool mktag mktree multi-pack-index mv name-rev notes p4 pack-objects pack-redundant",
    "pack-refs patch-id pickaxe prune prune-packed pull push quiltimport range-diff read-tree rebase reflog refs",
    "remote remote-ftp remote-ftps remote-http remote-https repack replace replay repo request-pull rerere reset",
    "restore rev-list rev-parse revert rm scalar send-email send-pack shortlog show show-branch show-index show-",
    "ref sparse-checkout stage stash status stripspace submodule submodule--helper subtree survey svn switch",
    "symbolic-ref tag unpack-file unpack-objects update-index update-ref update-server-info upload-archive var",
    "verify-commit verify-pack verify-tag version whatchanged worktree write-tree",
)
