"""The pages on which a desk is run: its profile, policy, people, keys and history."""
