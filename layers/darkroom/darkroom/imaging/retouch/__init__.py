"""Retouching of people: faces found, red-eye, teeth, skin; and noise, upscaling and blurred faces.

Images are Pillow images in RGB that stay as they are; a result is a new image, or the same one
where there was nothing to do. Places are fractions of the upright photo, so that they hold for any
smaller copy of it.
"""
