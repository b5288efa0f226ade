"""What OpenAPI says of the API beyond what each endpoint declares: what fields take, links, problem types, examples."""
