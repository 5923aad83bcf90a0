"""MCP servers: programs and services that lend their tools, prompts and resources."""
