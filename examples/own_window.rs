//! Puts a field's picture into the frames of a winit application with a device of its own; the pointer's x is the
//! formula's parameter: `cargo run --release --example own_window`.

use std::error::Error;
use std::sync::Arc;

use steepest::render::{Gpu, Renderer};
use steepest::{Field, Scene, wgpu};
use winit::application::ApplicationHandler;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, EventLoop};
use winit::window::{Window, WindowId};

/// The application: a field whose parameter follows the pointer.
struct Application {
    field: Field,
    /// What is open once the system has a window for it.
    open: Option<Open>,
    failure: Option<Box<dyn Error>>,
}

struct Open {
    window: Arc<Window>,
    surface: wgpu::Surface<'static>,
    configuration: wgpu::SurfaceConfiguration,
    device: wgpu::Device,
    queue: wgpu::Queue,
    renderer: Renderer,
}

impl Open {
    async fn new(window: Arc<Window>) -> Result<Open, Box<dyn Error>> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let surface = instance.create_surface(Arc::clone(&window))?;
        let wanted = wgpu::RequestAdapterOptions { compatible_surface: Some(&surface), ..Default::default() };
        let adapter = instance.request_adapter(&wanted).await?;
        let descriptor = wgpu::DeviceDescriptor {
            required_features: Gpu::REQUIRED_FEATURES,
            required_limits: Gpu::REQUIRED_LIMITS,
            ..Default::default()
        };
        let (device, queue) = adapter.request_device(&descriptor).await?;
        let size = window.inner_size();
        let configuration = surface.get_default_config(&adapter, size.width.max(1), size.height.max(1));
        let configuration = configuration.ok_or("the adapter does not present to this window")?;
        surface.configure(&device, &configuration);
        let gpu = Gpu::from_device(&adapter, device.clone(), queue.clone())?;
        let renderer = Renderer::for_format(&gpu, configuration.format)?;
        Ok(Open { window, surface, configuration, device, queue, renderer })
    }

    fn resize(&mut self, width: u32, height: u32) {
        (self.configuration.width, self.configuration.height) = (width.max(1), height.max(1));
        self.surface.configure(&self.device, &self.configuration);
    }

    /// Draws one frame of the application, of which the picture is a part.
    fn draw(&mut self, field: &Field) -> Result<(), Box<dyn Error>> {
        let frame = match self.surface.get_current_texture() {
            wgpu::CurrentSurfaceTexture::Success(frame) | wgpu::CurrentSurfaceTexture::Suboptimal(frame) => frame,
            _ => {
                self.surface.configure(&self.device, &self.configuration);
                return Ok(());
            }
        };
        let scene = Scene { size: [self.configuration.width, self.configuration.height], ..Scene::default() };
        let picture = self.renderer.prepare(&scene, field)?;
        let mut encoder = self.device.create_command_encoder(&Default::default());
        self.renderer.encode(&picture, &mut encoder, &frame.texture.create_view(&Default::default()));
        self.queue.submit([encoder.finish()]);
        self.window.pre_present_notify();
        self.queue.present(frame);
        Ok(())
    }
}

impl Application {
    fn opened(&mut self, event_loop: &ActiveEventLoop) -> Result<Open, Box<dyn Error>> {
        let window = event_loop.create_window(Window::default_attributes().with_title("a*x^2 + y^2"))?;
        pollster::block_on(Open::new(Arc::new(window)))
    }

    fn handle(&mut self, event: WindowEvent) -> Result<(), Box<dyn Error>> {
        let Some(open) = &mut self.open else { return Ok(()) };
        match event {
            WindowEvent::Resized(size) => open.resize(size.width, size.height),
            WindowEvent::CursorMoved { position, .. } => {
                let a = 4.0 * position.x / f64::from(open.configuration.width) - 2.0;
                self.field = self.field.with_parameters(&[("a".to_owned(), a)].into())?;
                open.window.request_redraw();
            }
            WindowEvent::RedrawRequested => open.draw(&self.field)?,
            _ => {}
        }
        Ok(())
    }
}

impl ApplicationHandler for Application {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        match self.opened(event_loop) {
            Ok(open) => self.open = Some(open),
            Err(error) => {
                self.failure = Some(error);
                event_loop.exit();
            }
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let is_closed = event == WindowEvent::CloseRequested;
        // What failed first is what is told.
        self.failure = self.failure.take().or(self.handle(event).err());
        if is_closed || self.failure.is_some() {
            event_loop.exit();
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let field = Field::parse("a*x^2 + y^2")?;
    let mut application = Application { field, open: None, failure: None };
    EventLoop::new()?.run_app(&mut application)?;
    application.failure.map_or(Ok(()), Err)
}
