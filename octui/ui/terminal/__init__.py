"""The server's terminals as octui holds them, without a widget: connections, emulators, tabs."""
