"""Take the pictures of the README anew, of the portal that runs on LUZERN_PORT with the example city in it: ``make pictures``."""

from __future__ import annotations

import base64
import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).parent / "images"
DRAWN = 4000  # ms that a map may take without a graphics card
SIZE: ViewportSize = {"width": 1280, "height": 860}
DATASET = "/dataset/velozaehlstellen-tageswerte"
PLACES = {"home": "/", "search": "/dataset/?q=velo&groups=tran", "dataset": DATASET}
PLACED = "/dataset/baumkataster-auszug"  # its first file has coordinates


def main() -> None:
    """Write one WebP a page, as somebody sees it who has just come."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        page = browser.new_page(base_url=f"http://127.0.0.1:{os.environ.get('LUZERN_PORT', '5000')}", viewport=SIZE)
        for name, path in PLACES.items():
            page.goto(path)
            (IMAGES / f"{name}.webp").write_bytes(picture(page))
        show_map(page)
        (IMAGES / "map.webp").write_bytes(picture(page))


def show_map(page: Page) -> None:
    """Open the page of a file and let its map be drawn."""
    page.goto(PLACED)
    page.locator("#files h3 a").first.click()
    page.get_by_role("button", name="Karte anzeigen").click()
    page.locator("canvas").wait_for()
    page.locator(".map").evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 120)")
    page.wait_for_timeout(DRAWN)


def picture(page: Page) -> bytes:
    """Give what is seen, as WebP; Playwright itself writes PNG and JPEG only."""
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main()
