"""MCP servers: programs and services that provide tools, prompts and resources."""
