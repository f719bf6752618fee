"""What can be asked: the GraphQL types and their fields."""
