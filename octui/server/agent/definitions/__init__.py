"""What users define: agents, slash commands and skills."""
