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
draw dem tests/data/jacksboro_fault_dem.npz --colormap YlGnBu_r --line-width 0 --height-scale 0.45 --arrows descent --density 20 \
    --xlabel "longitude / °" --ylabel "latitude / °" --zlabel "height / m" --size 1280x560
draw loss tests/data/loss_surface.npy --color-scale log --arrows descent
draw himmelblau himmelblau --theme dark --colormap inferno --color-scale log --arrows off --optimizer adam --lr 0.2 --steps 60 \
    --from -1,-1 --from 0.5,0 --from -0.5,1 --from 0,-3
draw race examples/scenes/race.toml
