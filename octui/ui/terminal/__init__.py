"""Terminal state on the client, without widgets: connections, emulators and tabs."""
