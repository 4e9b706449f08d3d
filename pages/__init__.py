"""The course as web pages that need no kernel, no server and no network."""
