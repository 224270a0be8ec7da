//! Recording pictures that are laid out.

use super::picture::{Drawn, Picture};
use super::renderer::Renderer;
use crate::render::panels::context::DrawContext;
use crate::render::passes::splat::PanelPixels;

impl Renderer {
    /// Records the picture into `target`, a view of the picture's size and the renderer's format.
    ///
    /// A target of [`COLOR_FORMAT`](super::COLOR_FORMAT) is a view of the whole of a texture of one layer with
    /// [`TARGET_USAGES`](super::TARGET_USAGES); one of another format is a view of anything that can be drawn into. What does
    /// not move is drawn once; a further call adds the particles where they are by then.
    pub fn encode(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        let Some(mut outlet) = self.outlet.take() else {
            self.draw(picture, encoder, target);
            return;
        };
        let own = outlet.picture(&self.gpu, picture.window.size);
        self.draw(picture, encoder, &own);
        outlet.filter.record(&self.gpu, encoder, &own, target);
        self.outlet = Some(outlet);
    }

    /// Records the picture into a view of its own format.
    pub(super) fn draw(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        let tools = DrawContext { strokes: &self.strokes, field: &picture.field, pipelines: &picture.pipelines };
        let background = picture.plot_data.background();
        let layer = picture.particles.as_ref().zip(self.particles.as_ref());
        if let Some(drawn) = picture.surface.as_ref().filter(|drawn| !drawn.is_drawn.replace(true)) {
            encode_panel(encoder, drawn, background, layer.is_some(), |pass| drawn.panel.draw(tools, pass));
            if let (Some(filter), Some([samples, _])) = (self.resolve.get(), &drawn.samples) {
                filter.record(&self.gpu, encoder, samples, &drawn.view);
            }
            if let (Some((layer, pipelines)), Some([_, depth])) = (layer, &drawn.samples) {
                layer.max_depth(&self.gpu, pipelines, encoder, depth);
            }
        }
        if let Some(drawn) = picture.contour.as_ref().filter(|drawn| !drawn.is_drawn.replace(true)) {
            encode_panel(encoder, drawn, background, false, |pass| drawn.panel.draw(tools, pass));
        }
        if let Some((layer, _)) = layer {
            layer.splat(&self.gpu, &picture.field, encoder);
        }
        drop(over(encoder, target, wgpu::LoadOp::Clear(background)));
        let panels = picture.surface.iter().map(|drawn| (&drawn.view, drawn.pixels));
        for (view, pixels) in panels.chain(picture.contour.iter().map(|drawn| (&drawn.view, drawn.pixels))) {
            put(encoder, view, target, pixels);
        }
        if let Some((layer, pipelines)) = layer {
            layer.draw(pipelines, &mut over(encoder, target, wgpu::LoadOp::Load));
        }
        if picture.plot_data.raster_only {
            return;
        }
        self.build_annotations();
        if let Some(annotations) = &mut self.annotations {
            annotations.paint(&self.gpu, encoder, target, picture.window, &mut self.typesetter, &picture.marks);
        }
    }
}

/// A pass over the picture.
fn over<'a>(
    encoder: &'a mut wgpu::CommandEncoder,
    target: &wgpu::TextureView,
    load: wgpu::LoadOp<wgpu::Color>,
) -> wgpu::RenderPass<'a> {
    encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("picture"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: target,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
        })],
        ..Default::default()
    })
}

/// Copies a panel to its place in the picture.
fn put(encoder: &mut wgpu::CommandEncoder, panel: &wgpu::TextureView, picture: &wgpu::TextureView, to: PanelPixels) {
    let PanelPixels { first: [x, y], size: [width, height] } = to;
    let from = panel.texture().as_image_copy();
    let to = wgpu::TexelCopyTextureInfo { origin: wgpu::Origin3d { x, y, z: 0 }, ..picture.texture().as_image_copy() };
    encoder.copy_texture_to_texture(from, to, wgpu::Extent3d { width, height, depth_or_array_layers: 1 });
}

/// Records a panel into its texture; the depth of its samples is stored where it is kept.
fn encode_panel<P>(
    encoder: &mut wgpu::CommandEncoder,
    drawn: &Drawn<P>,
    background: wgpu::Color,
    keeps_depth: bool,
    draw: impl FnOnce(&mut wgpu::RenderPass<'_>),
) {
    let store = if keeps_depth { wgpu::StoreOp::Store } else { wgpu::StoreOp::Discard };
    let load = wgpu::LoadOp::Clear(background);
    let view = drawn.samples.as_ref().map_or(&drawn.view, |[samples, _]| samples);
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("panel"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
        })],
        depth_stencil_attachment: drawn.samples.as_ref().map(|[_, depth]| wgpu::RenderPassDepthStencilAttachment {
            view: depth,
            depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(1.0), store }),
            stencil_ops: None,
        }),
        ..Default::default()
    });
    draw(&mut pass);
}
