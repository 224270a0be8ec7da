//! What is presented: the picture and the controls, each in a texture of its own, put together in one pass.

use std::sync::Arc;

use winit::window::Window;

use super::paint::Controls;
use crate::gpu::{Gpu, GpuError, Part, Shader, texture_layout_entry, uniform_buffer, uniform_layout_entry};
use crate::render::passes::cover::{COVER, over_picture};

/// What window.wgsl knows; the fields are described there.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct PlaceUniform {
    pub(crate) first: [i32; 2],
    pub(crate) size: [i32; 2],
    pub(crate) ground: [f32; 4],
    pub(crate) texels: [f32; 2],
    pub(crate) none: [f32; 2],
}

impl PlaceUniform {
    /// A picture's place by its first pixel and its size, in so much ground; one of before the window was resized is stretched.
    pub(crate) fn new(first: [i32; 2], size: [i32; 2], ground: [f32; 4], picture: [u32; 2]) -> PlaceUniform {
        let texels = [0, 1].map(|axis| picture[axis] as f32 / size[axis].max(1) as f32);
        PlaceUniform { first, size, ground, texels, none: [0.0; 2] }
    }
}

/// What is to be done with a frame, by what the surface says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SurfaceAction {
    /// Present it.
    Present,
    /// Present it, and configure the surface again.
    PresentAndConfigure,
    /// Leave it out and try again.
    Skip,
    /// Leave it out until the window is seen again.
    Sleep,
    /// Configure the surface and try again.
    Configure,
    /// Make the surface anew, from the window.
    Recreate,
}

/// Every condition of a surface has its place here, and none ends the program.
pub(crate) fn turn(current: &wgpu::CurrentSurfaceTexture) -> SurfaceAction {
    use wgpu::CurrentSurfaceTexture::{Lost, Occluded, Outdated, Suboptimal, Success, Timeout, Validation};
    match current {
        Success(_) => SurfaceAction::Present,
        Suboptimal(_) => SurfaceAction::PresentAndConfigure,
        Timeout => SurfaceAction::Skip,
        Occluded => SurfaceAction::Sleep,
        Outdated | Validation => SurfaceAction::Configure,
        Lost => SurfaceAction::Recreate,
    }
}

/// The window's surface. The window's device owns it; a device that is lost drops it.
pub(crate) struct Screen {
    surface: wgpu::Surface<'static>,
    configuration: wgpu::SurfaceConfiguration,
    /// Of the picture alone, of the controls alone, and of both.
    pipelines: [wgpu::RenderPipeline; 3],
    layout: wgpu::BindGroupLayout,
    pub(crate) controls: Controls,
}

impl Screen {
    pub(crate) fn open(window: &Arc<Window>, adapter: Option<&str>) -> Result<(Gpu, Screen), GpuError> {
        let (gpu, surface) = Gpu::open_presenting(Arc::clone(window), adapter)?;
        let offered = gpu.surface_capabilities(&surface);
        let plain = [wgpu::TextureFormat::Bgra8Unorm, wgpu::TextureFormat::Rgba8Unorm];
        let format = plain.into_iter().find(|format| offered.formats.contains(format));
        let format = format.or(offered.formats.first().copied());
        let format =
            format.ok_or_else(|| GpuError::Driver("the adapter does not present to this window".to_owned()))?;
        let size = window.inner_size();
        // Without waiting for the display a frame is never late; where there is no such mode, the display is waited for.
        let mode = [wgpu::PresentMode::Mailbox, wgpu::PresentMode::Fifo];
        let present_mode = mode.into_iter().find(|mode| offered.present_modes.contains(mode));
        let configuration = wgpu::SurfaceConfiguration {
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            format,
            color_space: wgpu::SurfaceColorSpace::Auto,
            width: size.width.max(1),
            height: size.height.max(1),
            present_mode: present_mode.unwrap_or(wgpu::PresentMode::Fifo),
            desired_maximum_frame_latency: 2,
            alpha_mode: wgpu::CompositeAlphaMode::Auto,
            view_formats: Vec::new(),
        };
        gpu.scoped(|| surface.configure(&gpu.device, &configuration))?;
        let (layout, pipelines) = pipelines(&gpu, format)?;
        let controls = Controls::new(&gpu, [configuration.width, configuration.height]);
        Ok((gpu, Screen { surface, configuration, pipelines, layout, controls }))
    }

    pub(crate) fn size(&self) -> [u32; 2] {
        [self.configuration.width, self.configuration.height]
    }

    pub(crate) fn resize(&mut self, gpu: &Gpu, [width, height]: [u32; 2]) {
        if width == 0 || height == 0 || [width, height] == self.size() {
            return;
        }
        (self.configuration.width, self.configuration.height) = (width, height);
        self.surface.configure(&gpu.device, &self.configuration);
        self.controls.resize(gpu, self.size());
    }

    /// Presents the picture, in its place, and the controls as they were painted last.
    pub(crate) fn present(
        &mut self,
        gpu: &Gpu,
        window: &Window,
        picture: &wgpu::TextureView,
        place: PlaceUniform,
    ) -> SurfaceAction {
        let current = self.surface.get_current_texture();
        let turn = turn(&current);
        match current {
            wgpu::CurrentSurfaceTexture::Success(frame) | wgpu::CurrentSurfaceTexture::Suboptimal(frame) => {
                let view = frame.texture.create_view(&wgpu::TextureViewDescriptor::default());
                let uniform = uniform_buffer(gpu, "place", &place);
                let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some("window"),
                    layout: &self.layout,
                    entries: &[
                        wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(picture) },
                        wgpu::BindGroupEntry {
                            binding: 1,
                            resource: wgpu::BindingResource::TextureView(self.controls.view()),
                        },
                        wgpu::BindGroupEntry { binding: 2, resource: uniform.as_entire_binding() },
                    ],
                });
                let mut encoder = gpu.device.create_command_encoder(&Default::default());
                {
                    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                        label: Some("window"),
                        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                            view: &view,
                            depth_slice: None,
                            resolve_target: None,
                            ops: wgpu::Operations {
                                load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                                store: wgpu::StoreOp::Store,
                            },
                        })],
                        ..Default::default()
                    });
                    pass.set_bind_group(0, &group, &[]);
                    let [picture_alone, controls_alone, both] = &self.pipelines;
                    let (inside, around) = parts(place, self.size());
                    let inside_by = if self.controls.reach_into(inside) { both } else { picture_alone };
                    let drawn = around.into_iter().map(|part| (part, controls_alone)).chain([(inside, inside_by)]);
                    for ([x, y, width, height], pipeline) in drawn.filter(|([.., w, h], _)| *w > 0 && *h > 0) {
                        pass.set_pipeline(pipeline);
                        pass.set_scissor_rect(x, y, width, height);
                        pass.draw(0..3, 0..1);
                    }
                }
                gpu.queue.submit([encoder.finish()]);
                window.pre_present_notify();
                gpu.queue.present(frame);
            }
            _ => {}
        }
        if matches!(turn, SurfaceAction::PresentAndConfigure | SurfaceAction::Configure) {
            self.surface.configure(&gpu.device, &self.configuration);
        }
        turn
    }
}

/// What the picture and the controls are drawn by: the picture alone, the controls alone, and both.
pub(crate) fn pipelines(
    gpu: &Gpu,
    format: wgpu::TextureFormat,
) -> Result<(wgpu::BindGroupLayout, [wgpu::RenderPipeline; 3]), GpuError> {
    let entries = [texture_layout_entry(0), texture_layout_entry(1), uniform_layout_entry(2)];
    let descriptor = wgpu::BindGroupLayoutDescriptor { label: Some("window"), entries: &entries };
    let layout = gpu.device.create_bind_group_layout(&descriptor);
    let parts = [COVER, Part { name: "screen.wgsl", source: include_str!("../../../../shaders/render/screen.wgsl") }];
    let pipeline = |fragment| {
        let shader = Shader::compose_for("window", &["cover", fragment], &parts)?;
        over_picture(gpu, &shader, &layout, fragment, format, None)
    };
    let pipelines = [pipeline("picture_alone")?, pipeline("controls_alone")?, pipeline("put_together")?];
    Ok((layout, pipelines))
}

/// The pixels of the picture in a window of a size, and those of the four parts around it: corner, width and height each.
fn parts(place: PlaceUniform, [width, height]: [u32; 2]) -> ([u32; 4], [[u32; 4]; 4]) {
    let within = |axis: usize, side: u32| {
        let first = place.first[axis].clamp(0, side as i32) as u32;
        let last = (place.first[axis].saturating_add(place.size[axis])).clamp(0, side as i32) as u32;
        [first, last.max(first)]
    };
    let ([left, right], [top, bottom]) = (within(0, width), within(1, height));
    let inside = [left, top, right - left, bottom - top];
    let around = [
        [0, 0, width, top],
        [0, bottom, width, height - bottom],
        [0, top, left, bottom - top],
        [right, top, width - right, bottom - top],
    ];
    (inside, around)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_its_picture_and_four_parts_around_it() {
        for (first, size) in [([362, 25], [918, 670]), ([0, 0], [1280, 720]), ([-5, 700], [90, 90]), ([9, 9], [0, 0])] {
            let place = PlaceUniform::new(first, size, [0.0; 4], [1, 1]);
            let (inside, around) = parts(place, [1280, 720]);
            let area = |[_, _, width, height]: [u32; 4]| width * height;
            assert_eq!(area(inside) + around.map(area).iter().sum::<u32>(), 1280 * 720, "{first:?} {size:?}");
            assert!(around.iter().all(|&[x, y, width, height]| x + width <= 1280 && y + height <= 720));
        }
    }

    #[test]
    fn every_condition_of_the_surface_has_a_place_and_none_ends_the_program() {
        use wgpu::CurrentSurfaceTexture::{Lost, Occluded, Outdated, Timeout, Validation};
        let turns = [&Timeout, &Occluded, &Outdated, &Validation, &Lost].map(turn);
        assert_eq!(
            turns,
            [
                SurfaceAction::Skip,
                SurfaceAction::Sleep,
                SurfaceAction::Configure,
                SurfaceAction::Configure,
                SurfaceAction::Recreate
            ]
        );
    }
}
