// A tube as a ribbon that faces the eye, its round side drawn by the fragment shader.
uniform mat4 u_model_view;
uniform mat4 u_projection;
uniform mat3 u_normal;          // electrode axes to eye axes
uniform float u_radius_m;
uniform float u_thinnest;       // least radius over the distance, so that far tubes do not flicker
attribute vec3 a_position;      // um, on the axis
attribute vec3 a_along;         // unit, along the axis
attribute float a_side;         // -1 or 1
attribute vec3 a_colour;        // linear
varying vec3 v_at;
varying vec3 v_sideways;
varying float v_side;
varying vec3 v_colour;

void main() {
    vec3 p = (u_model_view * vec4(a_position, 1.0)).xyz;
    vec3 sideways = cross(u_normal * a_along, -p);
    sideways /= max(length(sideways), 1e-9);
    float radius = max(u_radius_m, u_thinnest * -p.z);
    v_at = p + sideways * a_side * radius;
    v_sideways = sideways;
    v_side = a_side;
    v_colour = a_colour;
    gl_Position = u_projection * vec4(v_at, 1.0);
}
