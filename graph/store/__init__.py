"""The store on disk: immutable versions, the copy that a change is written to, and the port that reads them."""
