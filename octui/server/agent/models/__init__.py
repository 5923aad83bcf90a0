"""Language models: catalog, providers, credentials, requests and streamed answers."""
