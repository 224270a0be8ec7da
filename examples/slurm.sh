#!/bin/sh
# Draws the frames of a scene as a SLURM array job and joins them when all are there:
#     SCENE=scene.toml FRAMES=1000 OUT=movie.mp4 examples/slurm.sh
# Submitted by hand it asks for the array and for the job that joins; as a task of the array it draws its share.
#SBATCH --job-name=steepest
#SBATCH --cpus-per-task=4
#SBATCH --time=00:30:00
set -eu
: "${SCENE:?say which scene, such as SCENE=scene.toml}" "${FRAMES:?say how many frames, such as FRAMES=1000}"
: "${OUT:=movie.mp4}" "${FOLDER:=frames}" "${CHUNK:=50}" "${STEEPEST:=steepest}"
export SCENE FRAMES OUT FOLDER CHUNK STEEPEST

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
    first=$((SLURM_ARRAY_TASK_ID * CHUNK))
    last=$((first + CHUNK))
    [ "$last" -le "$FRAMES" ] || last=$FRAMES
    exec "$STEEPEST" render "$SCENE" --quiet --frames "$first..$last" -o "$FOLDER"
fi
tasks=$(((FRAMES + CHUNK - 1) / CHUNK))
array=$(sbatch --parsable --export=ALL --array="0-$((tasks - 1))" "$0")
sbatch --job-name=join --export=ALL --dependency="afterok:$array" \
    --wrap 'ffmpeg -loglevel error -y -framerate 25 -i "$FOLDER/%06d.png" -pix_fmt yuv420p "$OUT"'
