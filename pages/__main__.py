"""Write the book to build/pages: `make pages`."""

from pages.book import FOLDER, write

size = write(FOLDER)
print(f"{len(list(FOLDER.glob('*.html')))} pages, {size / 1e6:.1f} MB: {FOLDER / 'index.html'}")
