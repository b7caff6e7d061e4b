"""Mail that did not arrive: what failed, what came back, and the addresses that are held because of it."""
