"""What comes in: replies, opt-outs, bounces and delivery states, polled without a web server (catalogue D4)."""
