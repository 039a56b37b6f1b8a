"""Claims and the layer accepted from them: what a claim is, what is accepted, how a version is made and checked."""
