"""Texts in the conversation: better prompts, scripts from ideas, words for comics; shown before they are used."""
