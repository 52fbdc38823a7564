"""What guides a person before the camera: the contract of the coach, and legs followed live."""
