"""What reviewers decide about claims, and the queue of what waits for them."""
