"""What measures posecheck: accuracy, what is said where nothing should be, time and memory."""
