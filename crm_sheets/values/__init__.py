"""Pure cell parsing: what people type becomes a typed value, or a problem with a hint."""
