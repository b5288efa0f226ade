"""Exports: what is selected and how it is read, jobs for what takes its time, and the faces of both."""
