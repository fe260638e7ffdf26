"""One message becomes one reply here. Refuses to know wires and tables of other rooms."""
