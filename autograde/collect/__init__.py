"""From folders, archives and the exchange to submissions."""
