"""What a student runs: workspace, lab, check, submit, doctor."""
