"""What a desk's work shows when it is looked at as a whole: how well its reviewers agree, how it rates, how long it takes."""
