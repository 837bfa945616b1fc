"""What offices hear: visits and research, opinions and needs with answers, good-practice cases."""
