// A piece of a line as wide on the screen everywhere, with round ends; a point where both ends are one.
uniform mat4 u_model_view;
uniform mat4 u_projection;
uniform vec2 u_viewport_px;
uniform float u_near;           // m: what is nearer is cut off
attribute vec2 a_corner;
attribute vec3 a_from;          // um
attribute vec3 a_to;
attribute vec4 a_look;          // colour (sRGB), half width in pixels
varying vec3 v_at;              // along, across, length: pixels
varying vec4 v_look;

const float EDGE_PX = 2.0;      // dark casing about it

void main() {
    vec3 a = (u_model_view * vec4(a_from, 1.0)).xyz;
    vec3 b = (u_model_view * vec4(a_to, 1.0)).xyz;
    if (a.z > -u_near && b.z > -u_near) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    if (a.z > -u_near) a = mix(b, a, (b.z + u_near) / (b.z - a.z));
    if (b.z > -u_near) b = mix(a, b, (a.z + u_near) / (a.z - b.z));
    vec4 start = u_projection * vec4(a, 1.0);
    vec4 end = u_projection * vec4(b, 1.0);
    vec2 way = (end.xy / end.w - start.xy / start.w) * 0.5 * u_viewport_px;
    float far = length(way);
    vec2 along = far > 1e-4 ? way / far : vec2(1.0, 0.0);
    float reach = a_look.w + EDGE_PX;
    vec4 here = a_corner.x < 0.0 ? start : end;
    vec2 shift = (along * a_corner.x + vec2(-along.y, along.x) * a_corner.y) * reach;
    v_at = vec3((a_corner.x < 0.0 ? 0.0 : far) + a_corner.x * reach, a_corner.y * reach, far);
    v_look = a_look;
    here.xy += shift / (0.5 * u_viewport_px) * here.w;
    here.z -= 3e-4 * here.w;    // before the surface it lies on
    gl_Position = here;
}
