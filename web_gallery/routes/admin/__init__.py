"""Admins' pages under ``/admin``: people, places, queue, machines, log, house, settings, usage."""

from web_gallery.routes.admin import house, log, overview, people, queue, settings, spaces, usage, workers

AREAS = (overview, people, spaces, queue, workers, log, house, settings, usage)
