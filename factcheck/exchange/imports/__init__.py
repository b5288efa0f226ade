"""What comes in from elsewhere: read into drafts, one reader for each format, and taken in by the desk's own rules."""
