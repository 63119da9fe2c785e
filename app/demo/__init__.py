"""The main job in one go: a window, or a scripted session that leaves pictures and a summary."""
