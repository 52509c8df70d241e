"""What came of a class: status, feedback pages and exports."""
