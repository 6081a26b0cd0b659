"""Digits of equal width, for columns of numbers: the web build of Be Vietnam Pro has no tabular figures.

Takes the digits and signs of the font and gives each digit the same advance, its outline centred. The licence
(OFL 1.1, no reserved font name) allows it under the same licence.
"""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WIDTH = 680
SIGNS = "0123456789+-.,\u2212\u2009\u00a0 "

source, target = sys.argv[1:]
font = TTFont(source)
options = Options(layout_features=[], hinting=False, name_IDs=[0, 13, 14])
subsetter = Subsetter(options)
subsetter.populate(text=SIGNS)
subsetter.subset(font)
glyphs, metrics = font["glyf"], font["hmtx"]
for digit in "0123456789":
    name = font.getBestCmap()[ord(digit)]
    advance, bearing = metrics[name]
    shift = (WIDTH - advance) // 2
    glyphs[name].coordinates.translate((shift, 0))
    glyphs[name].recalcBounds(glyphs)
    metrics[name] = (WIDTH, bearing + shift)
font["head"].modified = font["head"].created
font.recalcTimestamp = False
font.flavor = "woff2"
font.save(target)
