"""What the lessons need beside the library: checks, experiments, sources, distortions."""
