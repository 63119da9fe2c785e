// The part of the picture in which there are spheres, with the ray through each pixel.
uniform mat4 u_projection;
uniform vec4 u_window;          // left, foot, right, top in clip space
attribute vec2 a_corner;
varying vec3 v_ray;
varying vec2 v_at;

void main() {
    vec2 at = mix(u_window.xy, u_window.zw, 0.5 + 0.5 * a_corner);
    v_at = 0.5 + 0.5 * at;
    v_ray = vec3((at.x + u_projection[2][0]) / u_projection[0][0],
                 (at.y + u_projection[2][1]) / u_projection[1][1], -1.0);
    gl_Position = vec4(at, 0.0, 1.0);
}
