"""Gates that protocols share: what recording and camera allow, each with its sentence. Pure."""
