"""Turns pictures into landmarks: video files, the pose landmarker, its model, the silhouette."""
