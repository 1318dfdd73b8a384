"""The worker: renders what is ordered, and knows neither database nor chat."""
