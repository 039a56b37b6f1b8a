"""Who may change the graph over HTTP: bearer tokens and signed sessions."""
