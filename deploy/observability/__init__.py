"""What Prometheus, Grafana and Loki are given to watch a house with."""
