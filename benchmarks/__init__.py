"""nnlib beside the frameworks: how fast, how far, and where the time goes."""
