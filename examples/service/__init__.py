"""An HTTP service that embeds the library."""
