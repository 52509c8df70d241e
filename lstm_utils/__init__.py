"""What a student imports: reference nets, tasks, checks and figures.

`import lstm_utils` never imports torch: the PyTorch twins live in `lstm_utils.torch_nets`.
"""
