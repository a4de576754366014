"""People deciding on links: what is to be decided, both sides of it, and where decisions stand."""
