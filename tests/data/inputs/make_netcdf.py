"""Writes the NetCDF and HDF5 files of this folder. Needs numpy, scipy, netCDF4 and h5py."""
import h5py
import netCDF4
import numpy as np
from scipy.io import netcdf_file

lat, lon = np.array([50.0, 45, 40, 35]), np.linspace(-5, 5, 6)
plane = lambda y, x: 2 * y[:, None] + x[None]

# Classic, with latitudes from the north, as climate data have them.
with netcdf_file("classic.nc", "w") as f:
    f.createDimension("lat", 4)
    f.createDimension("lon", 6)
    for name, values, units in [("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")]:
        v = f.createVariable(name, "d", (name,))
        v[:] = values
        v.units = units
    v = f.createVariable("height", "f", ("lat", "lon"))
    v[:] = plane(lat, lon)
    v.units = "m"

# NetCDF-4: 16-bit samples with scale, offset and a fill value, three dimensions, a level of length 1, bounds.
with netCDF4.Dataset("packed.nc", "w") as f:
    for name, size in [("time", None), ("level", 1), ("lat", 4), ("lon", 6), ("two", 2)]:
        f.createDimension(name, size)
    for name, values, units in [("lat", lat, "degrees_north"), ("lon", lon, "degrees_east"), ("level", [1000.0], "hPa")]:
        v = f.createVariable(name, "f4", (name,))
        v[:] = values
        v.units = units
    f["lat"].bounds = "lat_bnds"
    f.createVariable("lat_bnds", "f4", ("lat", "two"))[:] = np.stack([lat - 2.5, lat + 2.5], 1)
    f.createVariable("time", "f8", ("time",))[:] = [0, 1, 2]
    v = f.createVariable("t", "i2", ("time", "level", "lat", "lon"), zlib=True, shuffle=True, fill_value=-999)
    v.scale_factor, v.add_offset, v.units = 0.5, 100.0, "K"
    v.set_auto_maskandscale(False)
    data = np.round((plane(lat, lon)[None] + 10 * np.arange(3)[:, None, None] - 100) / 0.5).astype("i2")[:, None]
    data[:, :, 0, 0] = -999
    v[:] = data

# Columns are y and rows are x, on projected coordinates; missing_value instead of a fill value; uneven x.
x, y = np.array([0.0, 1, 2, 4, 8]), np.array([10.0, 20, 30, 40])
with netCDF4.Dataset("turned.nc", "w", format="NETCDF3_64BIT_OFFSET") as f:
    f.createDimension("x", 5)
    f.createDimension("y", 4)
    for name, values in [("x", x), ("y", y)]:
        v = f.createVariable(name, "f8", (name,))
        v[:] = values
        v.axis = name.upper()
    v = f.createVariable("f", "f4", ("x", "y"))
    v.missing_value = np.float32(-1e10)
    a = (x[:, None] ** 2 + y[None]).astype("f4")
    a[4, 3] = -1e10
    v[:] = a

with netCDF4.Dataset("two.nc", "w") as f:
    f.createDimension("a", 3)
    f.createDimension("b", 4)
    g = f.createGroup("inner")
    f.createVariable("u", "f8", ("a", "b"))[:] = np.arange(12.0).reshape(3, 4)
    g.createVariable("v", "i8", ("a", "b"))[:] = 2**53 - 20 + np.arange(12).reshape(3, 4)

# A loss surface as loss-landscape writes it.
with h5py.File("loss.h5", "w") as f:
    f["xcoordinates"] = np.linspace(-1, 1, 5)
    f["ycoordinates"] = np.linspace(-2, 2, 7)
    xs, ys = np.meshgrid(f["xcoordinates"][:], f["ycoordinates"][:])
    f["train_loss"] = xs**2 + 3 * ys
    f["train_acc"] = 100 - xs**2
    f["dir_file"] = "model.h5"

with h5py.File("lzf.h5", "w") as f:
    f.create_dataset("a", data=np.zeros((64, 64)) + np.arange(64), compression="lzf")
    f.create_dataset("z", data=np.ones((4, 4)) * 1j)

# One packed variable, which tests damage.
with netCDF4.Dataset("one.nc", "w") as f:
    f.createDimension("lat", 4)
    f.createDimension("lon", 6)
    f.createVariable("lat", "f4", ("lat",))[:] = lat
    v = f.createVariable("t", "i2", ("lat", "lon"), zlib=True, shuffle=True, fill_value=-999)
    v.scale_factor = 0.5
    v[:] = plane(lat, lon)
with h5py.File("one.h5", "w", libver="latest") as f:
    f.create_dataset("a", data=plane(lat, lon), chunks=(2, 3), compression="gzip", fletcher32=True)

# A dataspace of 2^40 samples of which none is there.
with h5py.File("huge.h5", "w") as f:
    f.create_dataset("a", shape=(2**20, 2**20), dtype="f8", chunks=(64, 64), compression="gzip")

# Variables of which half was never written, without fill values of their own, and a scale that is text.
with netCDF4.Dataset("unwritten.nc", "w", format="NETCDF3_CLASSIC") as f:
    f.createDimension("y", 4)
    f.createDimension("x", 3)
    f.createVariable("whole", "i4", ("y", "x"))[:2] = 20
    v = f.createVariable("packed", "i2", ("y", "x"))
    v.set_auto_maskandscale(False)
    v.scale_factor, v.add_offset = 0.5, 18.0
    v[:2] = 5
    v = f.createVariable("text", "i2", ("y", "x"))
    v.set_auto_maskandscale(False)
    v.scale_factor = "0.5"
    v[:] = 5

# z = x + 10 y over x = 0 … 3 and y = 10, 12, 14, with coordinates as people keep them.
xs, ys = np.arange(4.0), np.array([10.0, 12, 14])
X, Y = np.meshgrid(xs, ys)
for name, arrays in [
    ("mesh.h5", {"X": X, "Y": Y, "Z": X + 10 * Y}),
    ("mesh_turned.h5", {"X": X.T, "Y": Y.T, "Z": (X + 10 * Y).T}),
    ("mesh_bent.h5", {"X": X + 0.1 * Y, "Y": Y, "Z": X + 10 * Y}),
    ("mesh_mixed.h5", {"X": X, "Y": (1000 + Y / 10).astype("f4"), "Z": X + 10 * Y}),
    ("lines_turned.h5", {"x": xs, "y": ys, "z": (X + 10 * Y).T}),
    ("points.h5", {"table": np.c_[X.ravel(), Y.ravel(), (X + 10 * Y).ravel()]}),
    ("other_names.h5", {"energy": xs, "z": X + 10 * Y}),
]:
    with h5py.File(name, "w", libver="latest") as f:
        for key, values in arrays.items():
            f[key] = values
