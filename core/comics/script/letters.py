"""Which characters comics are lettered with, known without the fonts: a script with others is refused before it costs.

The table is what every role of ``core.comics.lettering.fonts`` has a glyph for; a test holds it against the fonts.
"""

from functools import cache

# Hexadecimal code points, ranges with both ends.
COVERED = """
21-7e a0-21b 22a-22d 230-233 237 23d 253-254 256-257 259 25b 260 263 268-269 26f 272 275 280 283 288 28a-28b 292
2b9-2ba 2bc 2c6-2c7 2c9 2d8-2dd 300-304 306-30c 30f 311-312 31b 323-324 326-328 32e 331 335 3a9 3c0 400-45f 462-46d
470-479 48c-48d 490-49d 4a0-4a5 4aa-4c2 4c7-4c8 4cb-4cc 4cf-4f9 4fe-4ff 51a-51d e3f 1e80-1e85 1e9e 1ea0-1ef9 200b-200d
2010 2013-2014 2016 2018-201a 201c-201e 2020-2022 2026 2030 2032-2033 2039-203a 203c 203e 2044 2049 2052 2060 2070
2074-2079 2080-2089 20a1 20a4 20a6 20a8-20ae 20b1-20b2 20b4-20b5 20b8-20ba 20bc-20bf 20dd-20e0 20e2-20e4 2111 2113
2116 2118 211c 2122 2126 212e 2135 2139 2153-2154 215b-215e 2160-2183 2185-2188 218a-218b 2190-2199 21a9-21aa 21af
21b5 21d0-21d4 21e6-21f0 21f3 2200 2202-2203 2205-2209 220b 220f 2211-2212 2215 2217-221a 221d-221e 2220 2227-222b
2234 223c 2245 2248 2260-2261 2264-2265 2282-2284 2286-2287 2295 2297 2299 22c4-22c6 2300-230f 2311-2318 231a-231f
2322-2335 237b-2394 2396-239a 23af 23be-23db 23e2-2426 2440-244a 2460-24ff 25a0-27bf 27c2 27e8-27e9 2800-28ff
2921-2922 2934-2935 2981 29bf 29eb 2b00-2b0d 2b12-2b2f 2b4d-2b73 2b76-2b95 2b97-2bfd 2bff 3000 3008-3009 3030 303d
3297 3299 4dc0-4dff e132-e133 f8ff fb00-fb04 fe0e-fe0f fff9-fffb 10140-1018e 10190-1019c 101a0 101d0-101fd 102e0-102fb
10e60-10e7e 1d2c0-1d2d3 1d2e0-1d2f3 1d300-1d356 1d360-1d378 1f000-1f02b 1f030-1f093 1f0a0-1f0ae 1f0b1-1f0bf
1f0c1-1f0cf 1f0d1-1f0f5 1f100-1f1ad 1f1e6-1f1ff 1f201-1f202 1f21a 1f22f 1f232-1f23a 1f250-1f251 1f300-1f6d9
1f6dc-1f6ec 1f6f0-1f6fc 1f700-1f776 1f77b-1f7d9 1f7e0-1f7eb 1f7f0 1f800-1f80b 1f810-1f847 1f850-1f859 1f860-1f887
1f890-1f8ad 1f8b0-1f8b1 1f900-1fa53 1fa60-1fa6d 1fa70-1fa7c 1fa80-1fac6 1fac8 1facc-1fadd 1fadf-1faeb 1faef-1fafa
1fb00-1fb92 1fb94-1fbca 1fbf0-1fbf9 e0030-e0039 e0061-e007a e007f fe4e5-fe4ee fe82c fe82e-fe837
"""


def unwritable(text: str) -> str:
    """Return the characters of a text, each once, whose capitals no font has: comics are lettered in capitals."""
    known = _known()
    return "".join(char for char in dict.fromkeys(text) if not char.isspace() and not known.issuperset(char.upper()))


@cache
def _known() -> frozenset[str]:
    ranges = [part.partition("-") for part in COVERED.split()]
    ends = [(int(first, 16), int(last or first, 16)) for first, _, last in ranges]
    return frozenset(chr(point) for first, last in ends for point in range(first, last + 1))
