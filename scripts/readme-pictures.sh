#!/bin/sh
# Draws the pictures of the README into a folder, by the commands that stand there. Arguments: FOLDER STEEPEST.
set -e
out=$1
draw() {
    name=$1
    shift
    $steepest render "$@" --quiet -o "$out/$name.png"
}
steepest=$2
draw article "x^2 + y^2" --density 10 --size 1200x560
draw descent "x^2 + y^2" --x -10,10 --y -10,10 --from 8,8 --alpha 0.8 --arrows off
draw ascent "4 - (x^2 + y^2)" --x -2,2 --y -2,2 --view surface --arrows ascent --density 16
draw dem tests/data/jacksboro_fault_dem.npz --colormap terrain --height-scale 0.45 --arrows descent --density 24
draw loss tests/data/loss_surface.npy --color-scale log --arrows descent
draw himmelblau himmelblau --theme dark --colormap inferno --color-scale log --arrows off --optimizer adam --lr 0.2 --steps 60 \
    --from -1,-1 --from 0.5,0 --from -0.5,1 --from 0,-3
draw race rosenbrock --color-scale log --arrows off --from -1.5,2.5 --steps 300 --optimizer gd:lr=5e-4 --optimizer momentum:lr=5e-4 \
    --optimizer adam:lr=0.05 --optimizer newton
