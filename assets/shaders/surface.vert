uniform mat4 u_model_view;
uniform mat4 u_projection;
uniform mat3 u_normal;
attribute vec3 a_position;
attribute vec3 a_normal;
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    vec4 eye = u_model_view * vec4(a_position, 1.0);
    v_at = eye.xyz;
    v_electrode = a_position;
    v_normal = u_normal * a_normal;
    gl_Position = u_projection * eye;
}
