"""Writes the rasters beside it that ../README.md's tests read beyond those that were brought. Needs numpy, tifffile, imagecodecs."""

import numpy as np
import tifffile

# Tags: pixel scale, tie point, transformation, no-data value.
PLACE = [(33550, "d", 3, (1, 1, 0), True), (33922, "d", 6, (0, 0, 0, 0, 8, 0), True)]
plane = np.add.outer(10 * np.arange(8), np.arange(12))  # f = 10 row + column
options = {"extratags": PLACE, "photometric": "minisblack"}

turned = (34264, "d", 16, (0.8, -0.6, 0, 5, -0.6, -0.8, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1), True)
tifffile.imwrite("turned.tif", plane.astype("u1"), extratags=[turned])
bands = np.stack([plane, 1000 + plane, 2000 + plane])
tifffile.imwrite("bands_apart.tif", bands.astype("i8"), planarconfig="separate", byteorder=">", bigtiff=True, **options)
tifffile.imwrite("bands_together.tif", np.moveaxis(bands, 0, -1).astype("f2"), planarconfig="contig", compression="lzw", **options)
tifffile.imwrite("zstd_floats.tif", plane.astype("f4"), compression="zstd", predictor=3, tile=(16, 16), byteorder=">", **options)
tifffile.imwrite("lzw_differences.tif", (plane - 40).astype("i2"), compression="lzw", predictor=2, rowsperstrip=3, byteorder=">", **options)
tifffile.imwrite("lzma.tif", plane.astype("u2"), compression="lzma", **options)
tenth = np.where(plane == 25, 0.1, plane).astype("f4")
tifffile.imwrite("tenth.tif", tenth, photometric="minisblack", extratags=[*PLACE, (42113, "s", 0, "0.1", True)])
mask = np.ones((8, 12), bool)
mask[2:4, 3:9] = False
with tifffile.TiffWriter("masked.tif") as file:
    file.write(plane.astype("u2"), compression="deflate", **options)
    file.write(mask, subfiletype=4, photometric="mask", compression="packbits")

# Nothing of where they lie; alpha; a mask that GDAL writes beside; several images; degrees without a place.
whole = plane.astype("u1")
bare = {"photometric": "minisblack", "metadata": None}
tifffile.imwrite("unplaced.tif", whole, **bare)
there = np.full((8, 12), 255, "u1")
there[0, 0] = 0
tifffile.imwrite("beside.msk.tif", there, compression="deflate", **bare)
alpha = {"extrasamples": ["unassalpha"], **bare}
tifffile.imwrite("alpha.tif", np.stack([whole, there], -1), planarconfig="contig", **alpha)
tifffile.imwrite("alpha_apart.tif", np.stack([whole, there]), planarconfig="separate", tile=(16, 16), **alpha)
tifffile.imwrite("pages.tif", np.stack([whole, whole + 1, whole + 2]), **bare)
degrees = (34735, "H", 8, (1, 1, 0, 1, 1024, 0, 1, 2), True)
tifffile.imwrite("nowhere.tif", whole, extratags=[degrees], **bare)
