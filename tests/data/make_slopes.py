"""Slopes in degrees by the stencils of gdaldem, written out by hand, for slopes.csv. Needs numpy.

Elevations z[j, i] of 7 rows and 6 columns, 30 m along x and 20 m along y, rows from the south."""
import numpy as np

j, i = np.mgrid[0:7, 0:6]
z = 100 + (i * 7 + j * 13 + i * j) % 17 + 0.5 * i * i
dx, dy = 30.0, 20.0
with open("slopes.csv", "w") as f:
    f.write("column,row,z,horn,zevenbergen_thorne\n")
    for r in range(1, 6):
        for c in range(1, 5):
            n = z[r - 1 : r + 2, c - 1 : c + 2]
            horn_x = ((n[0, 2] + 2 * n[1, 2] + n[2, 2]) - (n[0, 0] + 2 * n[1, 0] + n[2, 0])) / (8 * dx)
            horn_y = ((n[2, 0] + 2 * n[2, 1] + n[2, 2]) - (n[0, 0] + 2 * n[0, 1] + n[0, 2])) / (8 * dy)
            zt_x, zt_y = (n[1, 2] - n[1, 0]) / (2 * dx), (n[2, 1] - n[0, 1]) / (2 * dy)
            slope = [np.degrees(np.arctan(np.hypot(a, b))) for a, b in [(horn_x, horn_y), (zt_x, zt_y)]]
            f.write(f"{c},{r},{z[r, c]},{slope[0]!r},{slope[1]!r}\n".replace("np.float64(", "").replace(")", ""))
